package main

import (
	"freshet/config"
)

// configFlags name the config file.
type configFlags struct {
	Config string `short:"c" help:"The config file." default:"freshet.yml" type:"path" env:"FRESHET_CONFIG"`
}

func (f configFlags) load() (*config.Config, error) { return config.Load(f.Config) }

// versionCommand prints the version.
type versionCommand struct{}

func (versionCommand) Run(c *console) error {
	_, err := c.out.Write([]byte("freshet " + version + "\n"))
	return err
}
