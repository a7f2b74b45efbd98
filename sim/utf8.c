/* Checks UTF-8 and makes foreign text fit for a message. */
#include "sim/utf8.h"

#include <assert.h>
#include <string.h>

/* Length of the well-formed character at `text`, 0 if there is none. The second byte's range depends on the first. */
static size_t character_length(const unsigned char *text, size_t n)
{
    unsigned char first = text[0];
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length > n) return 0;
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (text[1] < low || text[1] > high) return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xc0) != 0x80) return 0;
    return length;
}

bool fly_utf8_is_valid(const char *text, size_t n)
{
    assert(text || n == 0);
    for (size_t i = 0, length; i < n; i += length) {
        length = character_length((const unsigned char *)text + i, n - i);
        if (length == 0) return false;
    }
    return true;
}

static bool is_control(char c)
{
    return ((unsigned char)c < 0x20 && c != '\t' && c != '\r' && c != '\n') || c == 0x7f;
}

const char *fly_utf8_find_control(const char *text, size_t n)
{
    assert(text || n == 0);
    for (size_t i = 0; i < n; i++)
        if (is_control(text[i])) return text + i;
    return NULL;
}

/* U+0080 to U+009F: terminals may take U+009B for the beginning of a command. */
static bool is_unfit(const unsigned char *character, size_t length)
{
    if (length == 1) return (character[0] < 0x20 && character[0] != '\t') || character[0] == 0x7f;
    return length == 0 || (character[0] == 0xc2 && character[1] < 0xa0);
}

bool fly_utf8_mend(char *text)
{
    assert(text);
    bool was_fit = true;
    for (size_t i = 0, n = strlen(text); i < n;) {
        const size_t length = character_length((const unsigned char *)text + i, n - i), step = length ? length : 1;
        if (is_unfit((const unsigned char *)text + i, length)) {
            memset(text + i, '?', step);
            was_fit = false;
        }
        i += step;
    }
    return was_fit;
}

const char *fly_utf8_show(const char *text, size_t n, char *shown, size_t size)
{
    static const char dots[] = "...";
    assert(size >= 8);
    size_t used = 0;
    for (size_t i = 0; i < n;) {
        size_t length = character_length((const unsigned char *)text + i, n - i);
        size_t step = length ? length : 1;
        bool ends = i + step == n;
        if (used + step + (ends ? 1 : sizeof dots) > size) {
            memcpy(shown + used, dots, sizeof dots);
            return shown;
        }
        memcpy(shown + used, text + i, step);
        if (length == 0 || (step == 1 && ((unsigned char)text[i] < 0x20 || text[i] == 0x7f))) shown[used] = '?';
        used += step;
        i += step;
    }
    shown[used] = '\0';
    return shown;
}
