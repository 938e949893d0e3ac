// gumbo's nodes hold a C union, which reads poorly from Swift: these functions give its cases.
#pragma once
#include <gumbo.h>

static inline const GumboVector *regulars_gumbo_children(const GumboNode *node) {
    switch (node->type) {
    case GUMBO_NODE_DOCUMENT: return &node->v.document.children;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: return &node->v.element.children;
    default: return &kGumboEmptyVector;
    }
}

static inline const GumboNode *regulars_gumbo_child(const GumboVector *children, unsigned int index) {
    return (const GumboNode *)children->data[index];
}

static inline GumboTag regulars_gumbo_tag(const GumboNode *node) {
    return node->v.element.tag;
}

static inline const GumboVector *regulars_gumbo_attributes(const GumboNode *node) {
    return &node->v.element.attributes;
}

static inline const GumboAttribute *regulars_gumbo_attribute(const GumboVector *attributes, unsigned int index) {
    return (const GumboAttribute *)attributes->data[index];
}

static inline const char *regulars_gumbo_text(const GumboNode *node) {
    return node->v.text.text;
}

/// Parses `count` bytes of UTF-8, which must live as long as the output. Errors are not collected.
static inline GumboOutput *regulars_gumbo_parse(const char *bytes, size_t count) {
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    return gumbo_parse_with_options(&options, bytes, count);
}

static inline void regulars_gumbo_release(GumboOutput *output) {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
}
