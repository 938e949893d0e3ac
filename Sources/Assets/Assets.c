// Every file that travels inside the binary, one line each. `#embed` (C23) puts the bytes in; nothing is shipped beside the program.
#include "Assets.h"

#define FILES(X)                                    \
    X(css_regulars, "css/regulars.css")             \
    X(svg_icons, "svg/icons.svg")                   \
    X(svg_drawings, "svg/drawings.svg")             \
    X(svg_favicon, "svg/favicon.svg")               \
    X(svg_logo, "svg/logo.svg")                     \
    X(js_live, "js/live.js")                        \
    X(js_keys, "js/keys.js")                        \
    X(js_keyhelp, "js/keyhelp.js")                  \
    X(js_kept, "js/kept.js")                        \
    X(js_draft, "js/draft.js")                      \
    X(js_mention, "js/mention.js")                  \
    X(js_news, "js/news.js")                        \
    X(js_prepared, "js/prepared.js")                \
    X(js_marks, "js/marks.js")                      \
    X(js_notices, "js/notices.js")                  \
    X(js_presence, "js/presence.js")                \
    X(js_person_finder, "js/person-finder.js")      \
    X(js_due, "js/due.js")                          \
    X(js_forms, "js/forms.js")                      \
    X(js_mail_frame, "js/mail-frame.js")            \
    X(js_tags, "js/tags.js")                        \
    X(js_shrink, "js/shrink.js")                    \
    X(js_regulars, "js/regulars.js")                \
    X(po_tr, "po/tr.po")                            \
    X(po_fi, "po/fi.po")                            \
    X(po_hy, "po/hy.po")                            \
    X(po_id, "po/id.po")

// `#embed` does not expand inside a macro, so each file has its array here and its row in FILES above.
static const unsigned char css_regulars[] = {
#embed "css/regulars.css"
};
static const unsigned char svg_icons[] = {
#embed "svg/icons.svg"
};
static const unsigned char svg_drawings[] = {
#embed "svg/drawings.svg"
};
static const unsigned char svg_favicon[] = {
#embed "svg/favicon.svg"
};
static const unsigned char svg_logo[] = {
#embed "svg/logo.svg"
};
static const unsigned char js_live[] = {
#embed "js/live.js"
};
static const unsigned char js_keys[] = {
#embed "js/keys.js"
};
static const unsigned char js_keyhelp[] = {
#embed "js/keyhelp.js"
};
static const unsigned char js_kept[] = {
#embed "js/kept.js"
};
static const unsigned char js_draft[] = {
#embed "js/draft.js"
};
static const unsigned char js_mention[] = {
#embed "js/mention.js"
};
static const unsigned char js_news[] = {
#embed "js/news.js"
};
static const unsigned char js_prepared[] = {
#embed "js/prepared.js"
};
static const unsigned char js_marks[] = {
#embed "js/marks.js"
};
static const unsigned char js_notices[] = {
#embed "js/notices.js"
};
static const unsigned char js_presence[] = {
#embed "js/presence.js"
};
static const unsigned char js_person_finder[] = {
#embed "js/person-finder.js"
};
static const unsigned char js_due[] = {
#embed "js/due.js"
};
static const unsigned char js_forms[] = {
#embed "js/forms.js"
};
static const unsigned char js_mail_frame[] = {
#embed "js/mail-frame.js"
};
static const unsigned char js_shrink[] = {
#embed "js/shrink.js"
};
static const unsigned char js_tags[] = {
#embed "js/tags.js"
};
static const unsigned char js_regulars[] = {
#embed "js/regulars.js"
};
static const unsigned char po_tr[] = {
#embed "po/tr.po"
};
static const unsigned char po_fi[] = {
#embed "po/fi.po"
};
static const unsigned char po_hy[] = {
#embed "po/hy.po"
};
static const unsigned char po_id[] = {
#embed "po/id.po"
};

static const Asset assets[] = {
#define ROW(name, path) {path, name, sizeof name},
    FILES(ROW)
#undef ROW
};

size_t asset_count(void) { return sizeof assets / sizeof assets[0]; }
Asset asset_at(size_t index) { return assets[index]; }
