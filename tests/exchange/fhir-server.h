/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ek-server.h"
#include "ek-json.h"

G_BEGIN_DECLS

/** FHIR_SERVER_PATIENCE: seconds. The server is always there: only a computer that is very busy makes it late. */
#define FHIR_SERVER_PATIENCE 600

/** FhirServer: the test server of tests/fhir-server, running on a free port until it is stopped. */
typedef struct {
  GPid pid;
  int input;       /* closing it ends the server */
  char *directory; /* its certificates and keys */
  char *base;
  EkHttp *http;
} FhirServer;

gboolean fhir_server_available (void);
FhirServer *fhir_server_start (void);
void fhir_server_stop (FhirServer *self);
char *fhir_server_file (FhirServer *self, const char *name);
EkServer *fhir_server_settings (FhirServer *self);
JsonNode *fhir_server_control (FhirServer *self, const char *path, const char *body);
void fhir_server_faults (FhirServer *self, const char *faults);
void fhir_server_set (FhirServer *self, const char *settings);
gint64 fhir_server_count (FhirServer *self, const char *type);
JsonNode *fhir_server_everything (FhirServer *self);
char *fhir_server_directory (void);

G_END_DECLS
