//go:build !race

package cassettes_test

// raceDetector tells that everything takes ten times as long.
const raceDetector = false
