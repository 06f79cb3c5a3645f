package site

import "net/http"

// Confinement gives pages below /_live/ an origin of their own, which nothing else has. They
// would otherwise share that of the emulator and of every other site below it, and what was
// deployed is code of any origin: its scripts could write to all that lies on this address,
// the control API included. All else that a page may do it still may.
const Confinement = "sandbox allow-downloads allow-forms allow-modals allow-orientation-lock allow-pointer-lock " +
	"allow-popups allow-popups-to-escape-sandbox allow-presentation allow-scripts"

// confined adds the Confinement to an answer as it begins, beside whatever policy a
// Function gave itself: a browser keeps to all of them.
type confined struct {
	http.ResponseWriter
	begun bool
}

func (c *confined) WriteHeader(status int) {
	if !c.begun && status >= http.StatusOK {
		c.begun = true
		c.Header().Add("Content-Security-Policy", Confinement)
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *confined) Write(p []byte) (int, error) {
	if !c.begun {
		c.WriteHeader(http.StatusOK)
	}
	return c.ResponseWriter.Write(p)
}

// FlushError implements the flush of [http.ResponseController], which begins an answer too.
func (c *confined) FlushError() error {
	if !c.begun {
		c.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(c.ResponseWriter).Flush()
}

// Unwrap lets [http.ResponseController] reach the writer beneath.
func (c *confined) Unwrap() http.ResponseWriter { return c.ResponseWriter }
