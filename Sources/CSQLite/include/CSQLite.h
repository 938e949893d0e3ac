#ifndef CSQLITE_H
#define CSQLITE_H

/// sqlite3_db_config is variadic, which Swift cannot call.
///
/// Turns on SQLite's query planner stability guarantee for a connection (a `sqlite3 *`): the value of a bound parameter never changes how a
/// statement is read. Without it a statement such as "kind = ?" beside an index of "WHERE kind = 'promise'" is prepared anew each time another
/// value is bound.
///
/// Returns 0, or SQLite's code of what went wrong.
int regulars_stable_plans(void *connection);

#endif
