#include "CSQLite.h"

#include <sqlite3.h>

int regulars_stable_plans(void *connection) {
    return sqlite3_db_config((sqlite3 *)connection, SQLITE_DBCONFIG_ENABLE_QPSG, 1, (int *)0);
}
