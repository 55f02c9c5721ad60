package daemon

// HubStatus is what a hub has done for all its sources.
type HubStatus struct {
	Hub     string `json:"hub"`
	Sources int    `json:"sources"` // for which it pushes
	Backup  int    `json:"backup"`  // of these, those that are polled as a backup only
	Pushed  int    `json:"pushed"`  // deliveries
	Missed  int    `json:"missed"`  // items
}

// hubStatus sums up the hubs.
func (d *Daemon) hubStatus() []HubStatus {
	var list []HubStatus
	for _, t := range d.hubs.Tallies() {
		list = append(list, HubStatus{Hub: t.Hub, Sources: t.Sources, Backup: t.Trusted, Pushed: t.Pushed, Missed: t.Missed})
	}
	return list
}
