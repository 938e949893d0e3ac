#pragma once
#include <stddef.h>

/// One file that travels inside the binary. `path` is the path below Sources/Assets ("css/regulars.css", "po/fi.po").
typedef struct {
    const char *path;
    const unsigned char *bytes;
    size_t length;
} Asset;

/// Number of embedded files.
size_t asset_count(void);
/// The embedded file at `index`, in the order of Assets.c.
Asset asset_at(size_t index);
