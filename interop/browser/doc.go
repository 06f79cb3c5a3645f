// Package browser opens the HTML report of a conformance run, and the page of the emulator, in a
// real browser. It is a module of its own, so that what drives the browser stays out of the
// dependencies of the project. There is nothing in it but tests; they are skipped where no Chromium
// is.
package browser
