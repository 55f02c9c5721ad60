// Package page makes the pages that people see: what is hot and what is new, a
// feed and how to subscribe to it, a story with everything that is known of it,
// the health of the sources, and what this server does and does not do.
//
// The pages are HTML alone: no script, no style in them, no image or font from
// anywhere else, so that they stand under ContentSecurityPolicy and tell no third
// party who reads them. One hand-made style sheet serves phone and desktop, light
// and dark; it is served under a name that holds its hash.
//
// The package is pure: a view holds everything that a page shows, the present
// time included. All strings of a view may come from strangers; they are escaped,
// and a link that is not http, https or on this server is not made a link.
// Strings are plain text, never HTML; render.Text makes them from it.
package page
