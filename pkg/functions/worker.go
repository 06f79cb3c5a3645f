package functions

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// startTime is how long a worker may take to start. Machines are slow at times.
const startTime = 30 * time.Second

// A worker is one Node process. Only one goroutine at a time may call ask; logs come beside.
type worker struct {
	node     *node
	cmd      *exec.Cmd
	requests *os.File
	replies  chan *message // closed at the end of the process

	log     atomic.Pointer[func(*message)] // of the invocation under way
	tainted atomic.Bool
	dead    chan struct{} // closed when the process has ended
	end     error         // why; to be read after dead is closed
	exit    atomic.Int64  // 1 + the code given to process.exit
	once    sync.Once

	used   time.Time
	forgot int // the changes of its pool that it knows of
}

// startWorker starts a process that can be configured for any Build.
func (r *Runner) startWorker(ctx context.Context, n *node, inspect bool) (*worker, error) {
	requestsIn, requestsOut, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("functions: start: %w", err)
	}
	repliesIn, repliesOut, err := os.Pipe()
	if err != nil {
		_, _ = requestsIn.Close(), requestsOut.Close()
		return nil, fmt.Errorf("functions: start: %w", err)
	}
	cmd := exec.Command(n.path)
	fds := pipes(cmd, requestsIn, repliesOut)
	args := []string{"--max-old-space-size=" + strconv.Itoa(r.opts.Memory), "--enable-source-maps", "--no-deprecation"}
	cmd.Args = append(cmd.Args, append(append(args, r.script), fds...)...)
	cmd.Dir, cmd.SysProcAttr = r.dir, attributes()
	cmd.Env = baseEnvironment(r.dir)
	w := &worker{node: n, cmd: cmd, requests: requestsOut, replies: make(chan *message, 1), dead: make(chan struct{})}
	var strays [2]io.ReadCloser
	if cmd.Stdout == nil {
		strays[0], err = cmd.StdoutPipe()
	}
	if err == nil {
		strays[1], err = cmd.StderrPipe()
	}
	if watched {
		cmd.Env = append(cmd.Env, "TWILIO_FUNCTIONS_WATCH=1")
		var in io.WriteCloser // held open for as long as this program lives
		if in, err = cmd.StdinPipe(); err == nil {
			defer func() { go func() { <-w.dead; _ = in.Close() }() }()
		}
	}
	if err == nil && !r.live.begin() {
		err = ErrClosed
	} else if err == nil {
		defer r.live.begun()
		err = r.starter.start(cmd)
	}
	_, _ = requestsIn.Close(), repliesOut.Close()
	if err != nil {
		_, _ = requestsOut.Close(), repliesIn.Close()
		return nil, fmt.Errorf("functions: start %s: %w", n.path, err)
	}
	r.live.add(w)
	w.run(r, repliesIn, strays)
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if _, err := w.await(ctx); err != nil {
		w.kill()
		return nil, fmt.Errorf("functions: start %s: %w", n.path, err)
	}
	if inspect {
		err = r.openInspector(ctx, w)
	}
	return w, err
}

// run reads what comes from the process until it ends.
func (w *worker) run(r *Runner, replies *os.File, strays [2]io.ReadCloser) {
	var readers sync.WaitGroup
	readers.Add(1)
	go func() {
		defer readers.Done()
		defer close(w.replies)
		w.read(replies)
		w.kill() // there is nothing to say any more
	}()
	for i, stray := range strays {
		if stray == nil {
			continue
		}
		readers.Add(1)
		go func() {
			defer readers.Done()
			w.readStray(stray, []string{"INFO", "ERROR"}[i])
		}()
	}
	go func() {
		readers.Wait()
		w.end = w.cmd.Wait()
		_, _ = replies.Close(), w.requests.Close()
		r.live.remove(w)
		close(w.dead)
	}()
}

func (w *worker) read(replies io.Reader) {
	buffered := bufio.NewReaderSize(replies, 64<<10)
	for {
		m, err := readFrame(buffered)
		if err != nil {
			return
		}
		switch m.Type {
		case "log":
			w.print(m)
		case "tainted":
			w.tainted.Store(true)
		case "exit":
			w.exit.Store(int64(m.Code) + 1)
		default:
			w.replies <- m
		}
	}
}

// readStray reads what was written past console, by a process that a Function started for example,
// or by Node when it runs out of memory.
func (w *worker) readStray(from io.Reader, level string) {
	lines := bufio.NewReaderSize(from, 16<<10)
	for {
		line, err := lines.ReadSlice('\n')
		if n := len(line); n > 0 {
			if line[n-1] == '\n' {
				line = line[:n-1]
			}
			w.print(&message{Level: level, body: append([]byte(nil), line...)})
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
	}
}

func (w *worker) print(m *message) {
	if log := w.log.Load(); log != nil {
		(*log)(m)
	}
}

// await waits for the next reply.
func (w *worker) await(ctx context.Context) (*message, error) {
	select {
	case m, ok := <-w.replies:
		if !ok {
			<-w.dead
			return nil, w.ended()
		}
		return m, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ask sends and awaits. Anything but an answer in time ends the worker.
func (w *worker) ask(ctx context.Context, header any, body []byte) (*message, error) {
	frame, err := encodeFrame(header, body)
	if err != nil {
		w.kill()
		return nil, err
	}
	return w.askFrame(ctx, frame)
}

// askFrame is ask with what is to be sent. A process that has ended is found by await.
func (w *worker) askFrame(ctx context.Context, frame []byte) (*message, error) {
	if _, err := w.requests.Write(frame); err != nil {
		w.kill()
	}
	m, err := w.await(ctx)
	if err != nil {
		w.kill()
	}
	return m, err
}

// An exitError says that a worker ended before it answered.
type exitError struct{ how string }

func (e *exitError) Error() string { return e.how }

func (w *worker) ended() error {
	if code := w.exit.Load(); code > 0 {
		return &exitError{fmt.Sprintf("process.exit(%d) was called before the callback", code-1)}
	}
	if w.end != nil {
		return &exitError{"the process ended before the callback: " + w.end.Error()}
	}
	return &exitError{"the process ended before the callback"}
}

// kill ends the process, and is safe to be called at any time, more than once.
func (w *worker) kill() {
	w.once.Do(func() { killGroup(w.cmd.Process) })
}

func (w *worker) alive() bool {
	select {
	case <-w.dead:
		return false
	default:
		return !w.tainted.Load()
	}
}

// baseEnvironment is all that a worker gets of the environment of this program: where programs and
// temporary files are. Variables come when it is configured.
func baseEnvironment(home string) []string {
	env := []string{"HOME=" + home, "TZ=UTC"}
	for _, name := range []string{"PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
