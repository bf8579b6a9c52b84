/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fhir-server.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where install.sh put the server; installed on the spot where it is not there yet. */
char *
fhir_server_directory (void)
{
  const char *given = g_getenv ("EK_FHIR_SERVER_DIR");
  char *directory = given != NULL ? g_strdup (given)
                                  : g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "fhir-server", NULL);
  g_autofree char *script = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "fhir-server", "install.sh", NULL);
  const char *argv[] = { script, directory, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return directory;
}

/* Without node there is no server to test against; the plan line says so. */
gboolean
fhir_server_available (void)
{
  g_autofree char *node = g_find_program_in_path ("node");

  if (node == NULL)
    g_print ("1..0 # SKIP node is not installed\n");
  return node != NULL;
}

static char *
read_line (int fd)
{
  g_autoptr (GString) line = g_string_new (NULL);
  char c;

  while (read (fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_strdup (line->str);
}

FhirServer *
fhir_server_start (void)
{
  FhirServer *self = g_new0 (FhirServer, 1);
  g_autofree char *directory = fhir_server_directory ();
  g_autofree char *ca = NULL;
  g_autofree char *line = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *argv[] = { "node", "server.mjs", NULL, NULL };
  int output;

  self->directory = g_dir_make_tmp ("ek-fhir-server-XXXXXX", &error);
  g_assert_no_error (error);
  argv[2] = self->directory;
  g_spawn_async_with_pipes (directory, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL,
                            NULL, &self->pid, &self->input, &output, NULL, &error);
  g_assert_no_error (error);
  line = read_line (output);
  node = ek_json_parse (line, -1, &EK_JSON_DEFAULT, &error);
  g_assert_no_error (error);
  self->base = g_strdup (ek_json_get_string (json_node_get_object (node), "base", &error));
  g_assert_no_error (error);
  path = fhir_server_file (self, "ca.pem");
  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  {
    EkHttpOptions options = {
      .ca_pem = pem, .proxy = "", .connect_seconds = FHIR_SERVER_PATIENCE, .total_seconds = FHIR_SERVER_PATIENCE
    };

    self->http = ek_http_new (&options, &error);
  }
  g_assert_no_error (error);
  return self;
}

void
fhir_server_stop (FhirServer *self)
{
  g_autoptr (GFile) directory = g_file_new_for_path (self->directory);
  GDir *dir = g_dir_open (self->directory, 0, NULL);
  const char *name;

  close (self->input);
  waitpid (self->pid, NULL, 0);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = fhir_server_file (self, name);

      g_remove (path);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (self->directory);
  ek_http_free (self->http);
  g_free (self->directory);
  g_free (self->base);
  g_free (self);
}

char *
fhir_server_file (FhirServer *self, const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

EkServer *
fhir_server_settings (FhirServer *self)
{
  EkServer *server = ek_server_new ("test", self->base);
  g_autofree char *path = fhir_server_file (self, "ca.pem");

  server->proxy = g_strdup ("");
  server->patient_query = g_strdup ("*");
  g_assert_true (g_file_get_contents (path, &server->ca_pem, NULL, NULL));
  return server;
}

JsonNode *
fhir_server_control (FhirServer *self, const char *path, const char *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *origin = g_strndup (self->base, strlen (self->base) - strlen ("/fhir"));
  g_autofree char *url = g_strconcat (origin, "/control/", path, NULL);
  EkHttpRequest request = {
    .method = "POST", .url = url, .body = body != NULL ? body : "", .content_type = "application/json"
  };
  g_autoptr (EkHttpResponse) response = NULL;
  JsonNode *node;

  request.length = strlen (request.body);
  response = ek_http_send (self->http, &request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (response->status, ==, 200);
  node = ek_json_parse (response->body, (gssize) response->length, &EK_JSON_DEFAULT, &error);
  g_assert_no_error (error);
  return node;
}

void
fhir_server_faults (FhirServer *self, const char *faults)
{
  g_autoptr (JsonNode) node = fhir_server_control (self, "faults", faults);

  g_assert_nonnull (node);
}

void
fhir_server_set (FhirServer *self, const char *settings)
{
  g_autoptr (JsonNode) node = fhir_server_control (self, "settings", settings);

  g_assert_nonnull (node);
}

gint64
fhir_server_count (FhirServer *self, const char *type)
{
  g_autoptr (JsonNode) node = fhir_server_control (self, "state", NULL);
  JsonObject *object = json_node_get_object (node);

  return type == NULL ? ek_json_peek_int (object, "total", -1)
                      : ek_json_peek_int (ek_json_peek_object (object, "counts"), type, 0);
}

JsonNode *
fhir_server_everything (FhirServer *self)
{
  return fhir_server_control (self, "everything", NULL);
}
