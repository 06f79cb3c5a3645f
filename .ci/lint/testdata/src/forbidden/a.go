package forbidden

import (
	"fmt"
	"io"
	"os"
	"time"
)

func f(w io.Writer) {
	fmt.Println(os.Getenv("HOME")) // want `fmt.Println: write to an io.Writer` `os.Getenv: libraries read no environment`
	get := os.Getenv               // want `os.Getenv`
	fmt.Fprintln(w, get("HOME"))   // a writer that was given
	time.Sleep(time.Second)        // want `time.Sleep: wait with a timer`
	<-time.NewTimer(time.Second).C
}
