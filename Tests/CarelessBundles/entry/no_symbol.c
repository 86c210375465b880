/* A shared library that is no bundle: it does not export mcp_plugin_entry. */
int careless_unrelated(void);
int careless_unrelated(void) { return 0; }
