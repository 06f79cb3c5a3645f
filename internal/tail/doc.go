// Package tail reads the Logs of an Environment in the order in which people read
// them, each once: oldest first, across pages and across polls that overlap.
//
// The API lists the newest first, does not promise to list them in the same order
// twice, and a line may appear later than one that was written after it.
package tail
