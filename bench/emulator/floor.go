package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

// syncs is how often a second the disk of a folder takes 4 KiB and a sync from one writer: what is
// durable cannot be answered more often than that, but for what shares a sync.
func syncs(dir string, length time.Duration) (rate float64, err error) {
	f, err := os.Create(filepath.Join(dir, "floor"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	block := make([]byte, 4<<10)
	began, n := time.Now(), 0
	for ; time.Since(began) < length; n++ {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := f.Sync(); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}
