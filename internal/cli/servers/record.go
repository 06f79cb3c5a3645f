package servers

import (
	"errors"
	"fmt"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/hosts"
	"github.com/twilio-serverless/twilio-serverless-go/internal/verify"
)

// openRecorder makes what --record asks for, before anything is served.
func (f *verifyFlags) openRecorder() error {
	twilio := hosts.AtTwilio(f.upstream)
	switch {
	case f.record == "" && f.accountClass != "":
		return errors.New("--account-class needs --record")
	case f.record == "":
		return nil
	case f.accountClass != "" && f.accountClass != "trial" && f.accountClass != "paid":
		return fmt.Errorf("--account-class is %q: want trial or paid", f.accountClass)
	case twilio && f.accountClass == "":
		return errors.New(
			"--record of Twilio needs --account-class, trial or paid: a recording says where it comes from")
	case !twilio && f.accountClass != "":
		return fmt.Errorf("--account-class is for accounts at Twilio, and --upstream is %s", f.upstream)
	}
	var err error
	f.recorder, err = verify.NewRecorder(f.record, f.upstream, f.uploadUpstream, f.accountClass, time.Now())
	if err != nil {
		return fmt.Errorf("--record %s: %w", f.record, err)
	}
	return nil
}

// closeRecorder writes what is not written yet.
func (f *verifyFlags) closeRecorder() error {
	if f.recorder == nil {
		return nil
	}
	if err := f.recorder.Close(); err != nil {
		return fmt.Errorf("--record %s: %w", f.record, err)
	}
	return nil
}
