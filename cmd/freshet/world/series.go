package world

import (
	"fmt"
	"time"
)

// Two sources publish series whose items look alike and are not the same: the
// forecasts of several towns on one day, and versions that follow each other.
var (
	towns    = []string{"Velmora", "Port Asken", "Halvick", "Eastmere", "Merrow Bay"}
	products = []string{"Heron", "Lintel", "Graphite"}
)

// How often series go on, in slots.
const (
	forecastEvery = 12
	releaseEvery  = 10
)

// series is one slot of such a source.
func (w *World) series(source, slot int) []event {
	topic, n, every := "forecast", len(towns), forecastEvery
	if w.sources[source].Topics[0] == "release" {
		topic, n, every = "release", 2, releaseEvery
	}
	if mod(slot, every) != 1 {
		return nil
	}
	out := make([]event, n)
	for k := range n {
		out[k] = event{ref: ref{source: source, slot: slot, k: k}, topic: topic, kind: Original,
			at: time.Duration(slot)*slotLength + time.Duration(k+1)*7*time.Minute}
	}
	return out
}

// words are what a series fixes in its items' text.
func (w *World) words(e event) map[string]string {
	switch e.topic {
	case "forecast":
		// Twice a day; at high speed the day of the clock would be the same too often.
		day := w.start.Add(time.Duration(e.ref.slot) * slotLength)
		return map[string]string{"city": towns[e.ref.k], "day": day.Format("2 January, ") + half(day)}
	case "release":
		turn := (e.ref.slot-mod(e.ref.slot, releaseEvery))/releaseEvery + slotMiddle
		return map[string]string{
			"product": products[turn%len(products)],
			"version": fmt.Sprintf("v%d.%d.%d", 1+turn%3, turn/3%40, e.ref.k+turn%7)}
	}
	return nil
}

func half(t time.Time) string {
	if t.Hour() < 12 {
		return "morning"
	}
	return "evening"
}

// mod is the remainder that is never negative.
func mod(a, n int) int { return ((a % n) + n) % n }
