// Package layout has no code, only tests of how the repository is laid out: sizes of packages and files,
// names of files, lengths of lines, and which package may import what. Each failure says what to do.
package layout
