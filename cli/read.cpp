/* SPDX-License-Identifier: BSD-2-Clause */
/* TOML text to a tree of struct value (value.h), by toml++. No exception leaves this file. */
#define TOML_EXCEPTIONS 0
/* Its assertions fail for some bad input ("[" at the end of a line) whose error it reports well. */
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>

#include <algorithm>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

extern "C" {
#include "value.h"
}

namespace
{

const char *keep(std::string_view s)
{
    return text_copy(s.data(), s.size());
}

place place_of(const source *source, const toml::source_region &region)
{
    unsigned width = region.end.line == region.begin.line && region.end.column > region.begin.column
                         ? region.end.column - region.begin.column
                         : 1;
    return place{source, region.begin.line, region.begin.column, width};
}

void fill(const source *source, const toml::node &node, value *out);

void fill_table(const source *source, const toml::table &table, value *out)
{
    std::vector<value> items;
    for (auto &&[key, node] : table) {
        value v{};
        fill(source, node, &v);
        v.key = keep(key.str());
        v.key_at = place_of(source, key.source());
        items.push_back(v);
    }
    std::sort(items.begin(), items.end(), [](const value &a, const value &b) {
        return std::make_pair(a.key_at.line, a.key_at.column) <
               std::make_pair(b.key_at.line, b.key_at.column);
    });
    out->kind = VALUE_TABLE;
    out->count = items.size();
    out->items = static_cast<value *>(mem_grow(nullptr, items.size(), sizeof(value)));
    std::copy(items.begin(), items.end(), out->items);
}

void fill_array(const source *source, const toml::array &array, value *out)
{
    out->kind = VALUE_ARRAY;
    out->items = static_cast<value *>(mem_alloc((array.size() + 1) * sizeof(value)));
    for (auto &&node : array) {
        fill(source, node, &out->items[out->count++]);
    }
}

template <class T> const char *written(const T &scalar)
{
    std::ostringstream s;
    s << scalar;
    return keep(s.str());
}

void fill_scalar(const toml::node &node, value *out)
{
    if (const auto *s = node.as_string()) {
        out->kind = VALUE_TEXT;
        out->text = keep(s->get());
    } else if (const auto *i = node.as_integer()) {
        out->kind = VALUE_INT;
        out->number = i->get();
        out->text = keep(std::to_string(i->get()));
    } else if (const auto *b = node.as_boolean()) {
        out->kind = VALUE_BOOL;
        out->number = b->get();
        out->text = b->get() ? "true" : "false";
    } else if (const auto *f = node.as_floating_point()) {
        out->kind = VALUE_FLOAT;
        out->text = written(*f);
    } else {
        out->kind = VALUE_DATE;
        out->text = "";
    }
}

void fill(const source *source, const toml::node &node, value *out)
{
    out->at = place_of(source, node.source());
    if (const auto *table = node.as_table()) {
        fill_table(source, *table, out);
    } else if (const auto *array = node.as_array()) {
        fill_array(source, *array, out);
    } else {
        fill_scalar(node, out);
    }
}

} // namespace

extern "C" value *value_parse_clean(const source *source)
{
    toml::parse_result result = toml::parse(std::string_view(source->text));
    if (!result) {
        const toml::parse_error &error = result.error();
        place at = place_of(source, error.source());
        diag_error(STATUS_CONFIG, &at, "%s", keep(error.description()));
        return nullptr;
    }
    auto *root = static_cast<value *>(mem_alloc(sizeof(value)));
    fill(source, result.table(), root);
    root->at = place{source, 0, 0, 0};
    return root;
}
