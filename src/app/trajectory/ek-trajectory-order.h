/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-session.h"
#include "ek-trajectory-report.h"

G_BEGIN_DECLS

/**
 * EkTrajectoryOrder:
 *
 * What is to leave the screen: whose course, and how it is drawn. Belongs to one job, which may run in another thread.
 */
typedef struct {
  EkCatalogue *catalogue; /* the session's, which outlives its threads */
  char *patient_id;
  char *language;
  char **keys;
  EkTrajectoryView view; /* its keys are the ones above */
} EkTrajectoryOrder;

EkTrajectoryOrder *ek_trajectory_order_new (EkSession *session, const char *patient_id, const EkTrajectoryView *view);
EkTrajectoryOrder *ek_trajectory_order_copy (const EkTrajectoryOrder *order);
void ek_trajectory_order_free (EkTrajectoryOrder *order);
EkChart *ek_trajectory_order_chart (const EkTrajectoryOrder *order, EkStore *store, GError **error);
GBytes *ek_trajectory_order_render (const EkTrajectoryOrder *order, EkStore *store, EkImageKind kind, GError **error);
char *ek_trajectory_order_csv (const EkTrajectoryOrder *order, EkStore *store,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *ek_trajectory_order_lines (const EkTrajectoryOrder *order, EkStore *store,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkTrajectoryOrder, ek_trajectory_order_free)

G_END_DECLS
