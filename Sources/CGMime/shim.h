// GMime as the parse worker uses it. Its casts and type tests are macros, which Swift does not import, so they are functions here.
#pragma once
#include <gmime/gmime.h>
#include <stdbool.h>
#include <string.h>

/// What a node of the MIME tree is.
enum RegularsMimeKind {
    RegularsMimeOther = 0,
    RegularsMimePart = 1,
    RegularsMimeMultipart = 2,
    RegularsMimeMessagePart = 3,
};

/// GMime as this process needs it: charset fallbacks for bytes that nobody declared, and no cryptography.
static inline void regulars_mime_start(void) {
    g_mime_init();
}

static inline int regulars_mime_kind(GMimeObject *object) {
    if (GMIME_IS_MULTIPART(object)) return RegularsMimeMultipart;
    if (GMIME_IS_MESSAGE_PART(object)) return RegularsMimeMessagePart;
    if (GMIME_IS_PART(object)) return RegularsMimePart;
    return RegularsMimeOther;
}

/// Parses a copy of `bytes`. Null when there is no message in them. Release with regulars_mime_release.
static inline GMimeMessage *regulars_mime_parse(const void *bytes, size_t count) {
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)bytes, count);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    // Parts stay slices of the one stream instead of copies.
    g_mime_parser_set_persist_stream(parser, TRUE);
    GMimeParserOptions *options = g_mime_parser_options_new();
    static const char *fallback[] = {"utf-8", "windows-1254", "iso-8859-1", NULL};
    g_mime_parser_options_set_fallback_charsets(options, fallback);
    GMimeMessage *message = g_mime_parser_construct_message(parser, options);
    g_mime_parser_options_free(options);
    g_object_unref(parser);
    return message;
}

static inline void regulars_mime_release(void *object) {
    if (object) g_object_unref(object);
}

static inline GMimeObject *regulars_mime_body(GMimeMessage *message) {
    return g_mime_message_get_mime_part(message);
}

static inline GMimeHeaderList *regulars_mime_headers(GMimeObject *object) {
    return g_mime_object_get_header_list(object);
}

static inline GMimeHeaderList *regulars_mime_message_headers(GMimeMessage *message) {
    return g_mime_object_get_header_list(GMIME_OBJECT(message));
}

static inline int regulars_mime_child_count(GMimeObject *object) {
    return g_mime_multipart_get_count(GMIME_MULTIPART(object));
}

/// Borrowed from the tree.
static inline GMimeObject *regulars_mime_child(GMimeObject *object, int index) {
    return g_mime_multipart_get_part(GMIME_MULTIPART(object), index);
}

/// The message inside a message/rfc822 part, borrowed; null when it is missing.
static inline GMimeMessage *regulars_mime_inner_message(GMimeObject *object) {
    return g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
}

/// The file name a part gives itself (RFC 2231 and 2047 decoded), borrowed, or null.
static inline const char *regulars_mime_file_name(GMimeObject *object) {
    if (GMIME_IS_PART(object)) return g_mime_part_get_filename(GMIME_PART(object));
    const char *name = g_mime_object_get_content_disposition_parameter(object, "filename");
    return name ? name : g_mime_object_get_content_type_parameter(object, "name");
}

static inline ssize_t regulars_mime_write(GMimeObject *object, GMimeStream *stream) {
    if (GMIME_IS_PART(object)) {
        GMimeDataWrapper *content = g_mime_part_get_content(GMIME_PART(object));
        return content ? g_mime_data_wrapper_write_to_stream(content, stream) : 0;
    }
    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        return message ? g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream) : 0;
    }
    return 0;
}

/// The length of a part's decoded content in bytes, without keeping it in memory.
static inline int64_t regulars_mime_size(GMimeObject *object) {
    GMimeStream *sink = g_mime_stream_null_new();
    regulars_mime_write(object, sink);
    int64_t size = (int64_t)GMIME_STREAM_NULL(sink)->written;
    g_object_unref(sink);
    return size;
}

/// A part's decoded content. Release with g_byte_array_unref.
static inline GByteArray *regulars_mime_content(GMimeObject *object) {
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *sink = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(sink), FALSE);
    regulars_mime_write(object, sink);
    g_object_unref(sink);
    return bytes;
}

/// Seconds since 1970 of an RFC 5322 date, in `seconds`; false when it is not a date.
static inline bool regulars_mime_date(const char *text, int64_t *seconds) {
    GDateTime *date = g_mime_utils_header_decode_date(text);
    if (!date) return false;
    *seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    return true;
}
