//go:build race

package cassettes_test

// raceDetector says that everything takes ten times as long.
const raceDetector = true
