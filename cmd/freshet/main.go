// Command freshet reads many feeds, folds the copies of a story into one and
// republishes the result as a few feeds worth reading.
//
// Results go to standard output, everything else to standard error. It exits
// with 0 when all went well, 1 when something failed, 2 when it was called
// wrongly.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"freshet/config"
)

// version is set by the linker.
var version = "dev"

// Exit codes.
const (
	exitGood   = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// cli is the command line; each command is a struct with a Run method.
type cli struct {
	Serve   serveCommand    `cmd:"" help:"Run the daemon: SIGHUP reloads the config, SIGTERM drains and stops."`
	Demo    demoCommand     `cmd:"" help:"Run the daemon over a built-in world of sources with simulated readers."`
	Check   checkCommand    `cmd:"" help:"Validate the config; with --poll also fetch every source once."`
	Find    discoverCommand `cmd:"" name:"discover" help:"Find the feeds of a site, as source lines for the config."`
	Parse   parseCommand    `cmd:"" help:"Show what would be read from a feed."`
	Score   scoreCommand    `cmd:"" help:"Poll a scripted origin for a simulated fortnight, and judge the manners."`
	Status  statusCommand   `cmd:"" help:"Ask the running daemon how it is, and how its sources are."`
	Refresh refreshCommand  `cmd:"" help:"Let the running daemon poll a source now: conditional, a minute after its last poll at the earliest."`
	Story   storyCommand    `cmd:"" help:"Show a story of the running daemon with all its sightings."`
	Split   splitCommand    `cmd:"" help:"Take a sighting out of a story, for good: it becomes a story of its own."`
	Import  importCommand   `cmd:"" help:"Turn an OPML file into source lines for the config."`
	Export  exportCommand   `cmd:"" help:"Write the sources as OPML, or every story as JSON lines."`
	Version versionCommand  `cmd:"" help:"Print the version."`
}

// console is where a command reads and writes.
type console struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
}

// run is main with everything it touches as an argument.
func run(args []string, in io.Reader, out, errw io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	exited := -1
	var c cli
	parser, err := kong.New(&c,
		kong.Name("freshet"),
		kong.Description("Reads many feeds, folds the copies of a story into one, and republishes a few feeds worth reading."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(out, errw),
		kong.Vars{"default_listen": defaultListen, "default_people": "40"},
		kong.Exit(func(code int) { exited = code }),
	)
	if err != nil {
		fmt.Fprintln(errw, "freshet:", err)
		return exitFailed
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 { // --help has been answered
		return exited
	}
	if err != nil {
		fmt.Fprintf(errw, "freshet: %v\nrun \"freshet --help\" for the commands\n", err)
		return exitUsage
	}
	if err := kctx.Run(&console{ctx: ctx, in: in, out: out, err: errw}); err != nil {
		report(errw, err)
		return exitFailed
	}
	return exitGood
}

// report prints an error as a person reads it: the places of a bad config line
// by line, anything else as one sentence.
func report(w io.Writer, err error) {
	var bad config.Errors
	if errors.As(err, &bad) {
		for _, e := range bad {
			fmt.Fprintln(w, e.Error())
		}
		fmt.Fprintf(w, "freshet: %s in the config; nothing was changed\n", plural(len(bad), "mistake"))
		return
	}
	fmt.Fprintln(w, "freshet:", err)
}

// plural counts things in words.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
