// Package config turns a YAML file into a checked Config, and tells two of them
// apart.
//
// The file is strict: an unknown field, a wrong type, a name given twice or a tag
// that no source has are mistakes. Load reports all of them at once, each with
// its place, a plain sentence and a hint. A Config is a value: it is checked
// whole, swapped whole, and never changed.
//
// Any text may hold ${NAME}, which stands for a variable of the environment; $${
// stands for the two characters themselves. Where a Secret is asked for,
// file:PATH stands for what the file holds. Paths of secrets and of OPML files
// are relative to the folder of the config; the store's and the socket's to the
// folder that freshet runs in.
package config
