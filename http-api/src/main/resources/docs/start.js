// A file of its own, because the page's security policy allows no inline script.
SwaggerUIBundle({
  url: "openapi.yaml",
  dom_id: "#api",
  deepLinking: true,
  // A token is forgotten with the page: in local storage every script of this origin could read it, for ever.
  persistAuthorization: false,
  displayRequestDuration: true,
});
