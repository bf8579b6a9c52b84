/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ek-earlier-forms.h"

#include "ek-danger-walk.h"
#include "ek-danger.h"

/* Stopped by the lock between two slices; the next time goes on there. */
static void
work_walk (GTask *task, EkStore *store, gpointer data, GCancellable *cancellable)
{
  EkDangerWalk found;
  GError *error = NULL;

  if (ek_danger_walk_is_done (store) || ek_danger_walk (store, data, cancellable, &found, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * ek_earlier_forms_look:
 * @session: an unlocked session
 *
 * A vault that cannot be written now is looked at the next time.
 */
void
ek_earlier_forms_look (EkSession *session)
{
  g_return_if_fail (EK_IS_SESSION (session));

  if (ek_session_is_demonstration (session))
    return;
  ek_session_long_async (session, work_walk, ek_session_get_catalogue (session), NULL, NULL, NULL, NULL);
}
