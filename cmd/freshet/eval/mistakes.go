package main

import (
	"fmt"
	"io"
	"strings"

	"freshet/storage/dedup/labelled"
)

// shownText is how much of a text is written, in characters.
const shownText = 400

// mistakes writes up to n items that went wrong, each beside the one it should have
// joined or did join.
func mistakes(w io.Writer, items []labelled.Item, stories []string, n int) {
	first := map[string]int{} // item of a cluster
	lead := map[string]int{}  // item of a story
	for i := range items {
		item := &items[i]
		base, copied := first[item.Cluster]
		other, joined := lead[stories[i]]
		switch {
		case n == 0:
			return
		case joined && items[other].Cluster != item.Cluster:
			n--
			fmt.Fprintf(w, "\n--- wrongly joined: %s%s", describe(item), describe(&items[other]))
		case copied && stories[base] != stories[i] && !joined:
			n--
			fmt.Fprintf(w, "\n--- missed: %s%s", describe(item), describe(&items[base]))
		}
		if !copied {
			first[item.Cluster] = i
		}
		if !joined {
			lead[stories[i]] = i
		}
	}
}

func describe(item *labelled.Item) string {
	text := []rune(item.HTML)
	return fmt.Sprintf("%s %s feed %s %s\n    %s\n    %s\n", item.ID, strings.Join(item.Tags, "+"), item.Feed, item.URL,
		item.Title, string(text[:min(len(text), shownText)]))
}
