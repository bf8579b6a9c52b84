/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ek-text.h"

/* Terminals obey control characters, those above ASCII too, and directional isolates that are left open; what came with
 * an import or from a server must not move the cursor or turn text around. */
static gboolean
is_obeyed (gunichar c)
{
  return ek_text_is_dangerous (c) || (c >= 0x2066 && c <= 0x2069);
}

static void
append_safe (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character == '\n' || character == '\t')
        g_string_append_c (out, ' ');
      else if (is_obeyed (character))
        g_string_append (out, "\xef\xbf\xbd");
      else
        g_string_append_unichar (out, character);
    }
}

/* JSON that says the same; line ends of its own layout stay. */
static char *
escape_json (const char *json)
{
  GString *out = g_string_sized_new (strlen (json));

  for (const char *c = json; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character < 0x7f || !is_obeyed (character))
        g_string_append_unichar (out, character);
      else if (character > 0xffff)
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xd800 + ((character - 0x10000) >> 10),
                                0xdc00 + ((character - 0x10000) & 0x3ff));
      else
        g_string_append_printf (out, "\\u%04x", character);
    }
  return g_string_free (out, FALSE);
}

static void append_value (GString *out, JsonNode *node, guint indent);

static void
append_scalar (GString *out, JsonNode *node)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "–");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    append_safe (out, json_node_get_string (node));
  else
    {
      text = ek_json_canonical (node);
      g_string_append (out, text);
    }
}

static void
append_object (GString *out, JsonObject *object, guint indent)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);

      g_string_append_printf (out, "%*s", (int) indent, "");
      append_safe (out, l->data);
      g_string_append_c (out, ':');
      append_value (out, node, indent + 2);
    }
}

/* After a member's colon, or at the beginning. */
static void
append_value (GString *out, JsonNode *node, guint indent)
{
  JsonArray *array;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      if (indent > 0)
        g_string_append_c (out, '\n');
      append_object (out, json_node_get_object (node), indent);
      return;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_string_append_c (out, ' ');
      append_scalar (out, node);
      g_string_append_c (out, '\n');
      return;
    }
  array = json_node_get_array (node);
  if (indent > 0)
    g_string_append_printf (out, "%s\n", json_array_get_length (array) > 0 ? "" : " –");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        {
          g_string_append_printf (out, "%*s", (int) indent, "");
          g_string_append (out, "•\n");
          append_object (out, json_node_get_object (element), indent + 2);
        }
      else
        {
          g_string_append_printf (out, "%*s•", (int) indent, "");
          append_value (out, element, indent + 2);
        }
    }
}

/**
 * cli_put:
 * @cli: the command line
 * @bytes: (array length=length): what goes to standard output
 * @length: how many
 *
 * Everything that goes to standard output goes through here, so that what was not written is known: the first errno is
 * kept in @cli, and nothing is written after it.
 */
void
cli_put (Cli *cli, gconstpointer bytes, gsize length)
{
  if (cli->unwritten == 0 && (fwrite (bytes, 1, length, stdout) < length || fflush (stdout) != 0))
    cli->unwritten = errno != 0 ? errno : EIO;
}

/**
 * cli_print_result:
 * @cli: the command line
 * @result: the document
 *
 * Prints it, as JSON with --json, else for reading. Characters that a terminal obeys are replaced (escaped in JSON):
 * what came with an import must not move the cursor. Nothing is printed where a file went to standard output.
 */
void
cli_print_result (Cli *cli, JsonNode *result)
{
  g_autofree char *text = NULL;

  if (cli->put_out)
    return;
  if (cli->json)
    {
      g_autofree char *pretty = ek_json_pretty (result);

      text = escape_json (pretty);
    }
  else
    {
      GString *out = g_string_new (NULL);

      append_value (out, result, 0);
      text = g_string_free (out, FALSE);
    }
  cli_put (cli, text, strlen (text));
}

/**
 * cli_print_error:
 * @json: whether as one JSON document with "code" and "message"
 * @error: what went wrong
 *
 * Goes to standard error.
 */
void
cli_print_error (gboolean json, const GError *error)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  g_autofree char *pretty = NULL;

  if (!json)
    {
      g_autofree char *message = g_utf8_make_valid (error->message, -1);
      g_autoptr (GString) safe = g_string_new ("evenkeelctl: ");

      append_safe (safe, message);
      fprintf (stderr, "%s\n", safe->str);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  cli_add_text (builder, "code", ek_error_code (error));
  cli_add_text (builder, "message", error->message);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  pretty = ek_json_pretty (node);
  text = escape_json (pretty);
  fputs (text, stderr);
}

/**
 * cli_note:
 * @cli: the command line
 * @text: something to know beside the answer, translated
 *
 * Goes to standard error. A program that reads JSON reads an error as one document from there: so with --json notes are
 * kept, and only told when the command succeeds, see cli_print_notes().
 */
void
cli_note (Cli *cli, const char *text)
{
  g_autoptr (GString) safe = g_string_new ("evenkeelctl: ");

  if (cli->json)
    {
      if (cli->notes == NULL)
        cli->notes = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (cli->notes, g_strdup (text));
      return;
    }
  append_safe (safe, text);
  fprintf (stderr, "%s\n", safe->str);
}

/**
 * cli_print_notes:
 * @cli: the command line of a command that succeeded
 *
 * Tells the notes that cli_note() kept, as one JSON document on standard error; nothing when there are none.
 */
void
cli_print_notes (Cli *cli)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *pretty = NULL;
  g_autofree char *text = NULL;

  if (cli->notes == NULL)
    return;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "notes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < cli->notes->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (cli->notes, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  pretty = ek_json_pretty (node);
  text = escape_json (pretty);
  fputs (text, stderr);
}

static void
set_member (JsonBuilder *builder, const char *member)
{
  if (member != NULL)
    json_builder_set_member_name (builder, member);
}

/**
 * cli_add_text:
 * @builder: the document
 * @member: (nullable): name of the member; %NULL within an array
 * @text: (nullable): UTF-8; %NULL becomes null
 */
void
cli_add_text (JsonBuilder *builder, const char *member, const char *text)
{
  set_member (builder, member);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/**
 * cli_add_int:
 * @builder: the document
 * @member: (nullable): name of the member; %NULL within an array
 * @value: a whole number
 */
void
cli_add_int (JsonBuilder *builder, const char *member, gint64 value)
{
  set_member (builder, member);
  json_builder_add_int_value (builder, value);
}

/**
 * cli_add_number:
 * @builder: the document
 * @member: (nullable): name of the member; %NULL within an array
 * @value: a number; one that is not finite becomes null
 */
void
cli_add_number (JsonBuilder *builder, const char *member, double value)
{
  set_member (builder, member);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * cli_add_boolean:
 * @builder: the document
 * @member: (nullable): name of the member; %NULL within an array
 * @value: true or false
 */
void
cli_add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  set_member (builder, member);
  json_builder_add_boolean_value (builder, value);
}

/**
 * cli_add_instant:
 * @builder: the document
 * @member: (nullable): name of the member; %NULL within an array
 * @at_ms: an instant; %EK_INSTANT_NONE becomes null
 * @offset_minutes: the offset from UTC it is written in, −840 to 840
 */
void
cli_add_instant (JsonBuilder *builder, const char *member, gint64 at_ms, int offset_minutes)
{
  g_autofree char *text = at_ms != EK_INSTANT_NONE ? ek_instant_format (at_ms, offset_minutes) : NULL;

  cli_add_text (builder, member, text);
}

/**
 * cli_add_node:
 * @builder: the document
 * @member: (nullable): name of the member; %NULL within an array
 * @node: (transfer full) (nullable): a value; %NULL becomes null
 */
void
cli_add_node (JsonBuilder *builder, const char *member, JsonNode *node)
{
  set_member (builder, member);
  if (node != NULL)
    json_builder_add_value (builder, node);
  else
    json_builder_add_null_value (builder);
}
