/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ek-order.h"

G_BEGIN_DECLS

/** EkPatientView: a part of the window that shows something of one patient, keeps up with changes and can forget. */
#define EK_TYPE_PATIENT_VIEW (ek_patient_view_get_type ())
#define EK_PATIENT_VIEW(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), EK_TYPE_PATIENT_VIEW, EkPatientView))
#define EK_IS_PATIENT_VIEW(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), EK_TYPE_PATIENT_VIEW))
#define EK_PATIENT_VIEW_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), EK_TYPE_PATIENT_VIEW, EkPatientViewClass))
#define EK_PATIENT_VIEW_GET_CLASS(self) (G_TYPE_INSTANCE_GET_CLASS ((self), EK_TYPE_PATIENT_VIEW, EkPatientViewClass))

typedef struct _EkPatientView EkPatientView;
typedef struct _EkPatientViewClass EkPatientViewClass;

/** EkPatientRequest: what a reading is told when the view makes no request of its own. */
typedef struct {
  char *patient_id;
  char *language;
  EkCatalogue *catalogue; /* the session's, which outlives its threads */
} EkPatientRequest;

/* Derived views read these and do not write them, except @failed. */
struct _EkPatientView {
  AdwBin parent_instance;

  EkSession *session;    /* NULL before the first patient and after dispose */
  char *patient_id;      /* NULL: nobody is shown */
  AdwStatusPage *failed; /* a page of a stack, set in init: stands there when nothing could be read */
};

/**
 * EkPatientViewClass:
 * @read: runs in the reading thread with the request and returns the result
 * @request: what is handed to @read; without it an EkPatientRequest
 * @request_free: frees what @request made
 * @result_free: frees a result that is no longer wanted
 * @show: shows a result, and owns it
 * @fail: tells why nothing could be read; without it the status page does
 * @clear: forgets everything of a patient; the new patient is known already
 * @prepare: once, when the session is there
 * @concerns: whether a change to a record of this type is seen here; without it every change of the patient is
 * @reopen: opens again what somebody was typing at a place of this view; whether that is possible there now
 * @delay_ms: how long changes are gathered before reading again; 0: not at all
 * @when_mapped: reads only while somebody looks, and else when somebody looks next
 */
struct _EkPatientViewClass {
  AdwBinClass parent_class;

  EkSessionFunc read;
  gpointer (*request) (EkPatientView *self);
  GDestroyNotify request_free;
  GDestroyNotify result_free;
  void (*show) (EkPatientView *self, gpointer result);
  void (*fail) (EkPatientView *self, const GError *error);
  void (*clear) (EkPatientView *self);
  void (*prepare) (EkPatientView *self);
  gboolean (*concerns) (EkPatientView *self, const char *type);
  gboolean (*reopen) (EkPatientView *self, const char *place, const char *target);
  guint delay_ms;
  gboolean when_mapped;
};

GType ek_patient_view_get_type (void);
void ek_patient_view_set_patient (EkPatientView *self, EkSession *session, const char *patient_id);
void ek_patient_view_reload (EkPatientView *self);
void ek_patient_view_reopen (EkPatientView *self, const char *place, const char *target);
gboolean ek_patient_view_focus_first (GtkWidget *widget);
void ek_patient_view_take_focus (EkPatientView *self);
void ek_patient_view_order (EkPatientView *self, EkOrder *order, const char *heading, const char *toast);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EkPatientView, g_object_unref)

G_END_DECLS
