/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-record-type.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "ek-text.h"

/**
 * ek_record_type_n_fields:
 * @type: a declaration
 *
 * Returns: how many fields it declares
 */
guint
ek_record_type_n_fields (const EkRecordType *type)
{
  guint n = 0;

  g_return_val_if_fail (type != NULL, 0);

  while (type->fields[n].name != NULL)
    n++;

  return n;
}

/**
 * ek_record_type_find_field:
 * @type: a declaration
 * @name: a field's name
 *
 * Returns: the field's index, or -1 when @type has none of that name
 */
int
ek_record_type_find_field (const EkRecordType *type, const char *name)
{
  g_return_val_if_fail (type != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);

  for (int i = 0; type->fields[i].name != NULL; i++)
    if (strcmp (type->fields[i].name, name) == 0)
      return i;

  return -1;
}

/**
 * ek_record_type_by_name:
 * @name: (nullable): a type's name, as in audit, outbox and export
 *
 * Returns: (nullable): the declaration, or %NULL when there is none of that name
 */
const EkRecordType *
ek_record_type_by_name (const char *name)
{
  const EkRecordType *const *types = ek_record_types ();

  for (guint i = 0; name != NULL && types[i] != NULL; i++)
    if (strcmp (types[i]->name, name) == 0)
      return types[i];

  return NULL;
}

/**
 * ek_choice_find:
 * @choices: (nullable): a field's choices
 * @id: (nullable): an id
 *
 * Returns: (transfer none) (nullable): the choice of that id; %NULL when there is none
 */
const EkChoice *
ek_choice_find (const EkChoice *choices, const char *id)
{
  for (guint i = 0; id != NULL && choices != NULL && choices[i].id != NULL; i++)
    if (strcmp (choices[i].id, id) == 0)
      return &choices[i];

  return NULL;
}

/**
 * ek_choice_named:
 * @choices: (nullable): a field's choices
 * @text: what somebody wrote
 *
 * Finds what a person means who writes a choice instead of taking it.
 *
 * Returns: (transfer none) (nullable): the choice whose id or whose label, in English or in the language of the
 *   program, is @text in letters of any case and without blanks around it; %NULL when there is none
 */
const EkChoice *
ek_choice_named (const EkChoice *choices, const char *text)
{
  g_autofree char *folded = ek_text_fold (text);

  for (const EkChoice *choice = choices; choice != NULL && choice->id != NULL; choice++)
    {
      g_autofree char *id = ek_text_fold (choice->id);
      g_autofree char *label = ek_text_fold (choice->label);
      g_autofree char *translated = ek_text_fold (_ (choice->label));

      if (strcmp (folded, id) == 0 || strcmp (folded, label) == 0 || strcmp (folded, translated) == 0)
        return choice;
    }
  return NULL;
}

/**
 * ek_choice_label:
 * @choices: (nullable): a field's choices
 * @id: (nullable): the id of one of them
 *
 * Returns: (nullable): the translated label, or @id itself when no choice has that id
 */
const char *
ek_choice_label (const EkChoice *choices, const char *id)
{
  const EkChoice *choice = ek_choice_find (choices, id);

  return choice != NULL ? _ (choice->label) : id;
}
