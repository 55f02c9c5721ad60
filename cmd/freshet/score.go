package main

import (
	"fmt"

	"freshet/cmd/freshet/score"
)

// scoreCommand is the self-test of freshet's manners.
type scoreCommand struct{}

func (scoreCommand) Run(c *console) error {
	report, err := score.Run(c.ctx, score.Options{
		UserAgent: "freshet/" + version + " (+https://news.example.org/about; 3 subscribers)",
	})
	if err != nil {
		return err
	}
	if err := report.Write(c.out); err != nil {
		return err
	}
	if missed := len(report.Results) - report.Met(); missed > 0 {
		return fmt.Errorf("%s of the Feed Reader Behavior project not met", plural(missed, "rule"))
	}
	return nil
}
