package functions

import (
	"net/http"
	"time"
)

// The numbers that the documentation gives.
const (
	maxRequest  = 1 << 20          // "Functions and Assets FAQ": 1 MB, headers and cookies included
	maxResponse = 4 << 20          // same place: 4 MB
	maxHeaders  = 90               // error 82008: 90 headers and
	maxHeaderKB = 15               // 15 kB of headers and cookies, both ways
	maxUnderway = 30               // "Functions and Assets FAQ": 30 invocations at once
	maxTime     = 10 * time.Second // "Function execution": 10 seconds
	maxCookie   = 24 * time.Hour   // "Cookies": no cookie lives longer than a day
	maxLog      = 3 << 10          // "Function logs": the last 3 kB of an invocation
)

// Statuses of what the documentation leaves open.
const (
	// A request of more than 1 MB.
	statusRequestTooLarge = http.StatusRequestEntityTooLarge

	// A response of more than 4 MB, and a worker that ends before it answers: process.exit, or
	// out of memory. Only "5xx" is known (error 82002).
	statusResponseTooLarge = http.StatusBadGateway
	statusExited           = http.StatusBadGateway
)

// Workers.
const (
	// Megabytes of memory that a Function may use: not documented.
	memory = 256

	// A worker is added when a request has waited this long for one.
	growAfter = 20 * time.Millisecond

	// A worker beyond the first that has had no work for this long ends. How long production
	// keeps an environment warm is not documented.
	idleAfter = 60 * time.Second
)
