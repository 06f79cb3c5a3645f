package functions

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// oldestNode is the oldest major version that the worker runs on.
const oldestNode = 20

// NodeVariable is the name of the environment variable that names Node for a runtime:
// TWILIO_SERVERLESS_NODE22 for node22, TWILIO_SERVERLESS_NODE for all.
func NodeVariable(runtime string) string {
	return "TWILIO_SERVERLESS_" + strings.ToUpper(cmp.Or(runtime, "node"))
}

// NodesOf reads the programs for all runtimes from an environment, for [Options.Node] and
// [Options.Nodes]: getenv is os.Getenv for a program.
func NodesOf(getenv func(string) string) (node string, nodes map[string]string) {
	nodes = map[string]string{}
	for major := 8; major < 100; major++ { // so that a new runtime needs no line here
		runtime := "node" + strconv.Itoa(major)
		if path := getenv(NodeVariable(runtime)); path != "" {
			nodes[runtime] = path
		}
	}
	return getenv(NodeVariable("")), nodes
}

// A NodeError says why Functions cannot run: there is no Node.js, or it is too old. Everything
// else works without it.
type NodeError struct {
	Program string // that was looked for
	Version string // that it has; empty when there is none
	Err     error
}

// Error says what to install.
func (e *NodeError) Error() string {
	if e == nil {
		e = new(NodeError)
	}
	need := fmt.Sprintf("running Functions needs Node.js %d or later", oldestNode)
	if e.Version != "" {
		return fmt.Sprintf("%s, and %s is %s: install it from https://nodejs.org, or name another one by --node", need,
			e.Program, e.Version)
	}
	return fmt.Sprintf("%s, and %s was not found: install it from https://nodejs.org, or say where it is by --node",
		need, e.Program)
}

// Unwrap gives what looking for the program ended with.
func (e *NodeError) Unwrap() error {
	if e == nil {
		e = new(NodeError)
	}
	return e.Err
}

// node is a program and its version, once it is known.
type node struct {
	path    string
	version string
	major   int
}

// nodes finds programs, each once.
type nodes struct {
	mu    sync.Mutex
	known map[string]*node
}

// find gives the program for a runtime. What was not found is looked for again: it may have been
// installed meanwhile.
func (n *nodes) find(ctx context.Context, o *Options, runtime string) (*node, error) {
	program := cmp.Or(o.Nodes[runtime], o.Node)
	n.mu.Lock()
	defer n.mu.Unlock()
	if found, ok := n.known[program]; ok {
		return found, nil
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return nil, &NodeError{Program: program, Err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	version := strings.TrimSpace(string(out))
	if err != nil {
		return nil, &NodeError{Program: program, Err: errors.Join(err, ctx.Err())}
	}
	found := &node{path: path}
	if err := found.is(program, version); err != nil {
		return nil, err
	}
	n.keep(program, found)
	return found, nil
}

// is takes what a program says about its version.
func (n *node) is(program, version string) error {
	text, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), ".")
	major, err := strconv.Atoi(text)
	if err != nil || !strings.HasPrefix(version, "v") {
		return &NodeError{Program: program, Err: fmt.Errorf("%s --version prints %q", n.path, version)}
	}
	if major < oldestNode {
		return &NodeError{Program: program, Version: version, Err: errors.ErrUnsupported}
	}
	n.version, n.major = version, major
	return nil
}

// keep needs the lock.
func (n *nodes) keep(program string, found *node) {
	if n.known == nil {
		n.known = map[string]*node{}
	}
	n.known[program] = found
}
