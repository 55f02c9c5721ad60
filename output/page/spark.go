package page

import (
	"strconv"
	"strings"
)

// Limits of the small curve beside a hot story.
const (
	MinCurve  = 10 // clicks; fewer make no curve worth a look, and could point at single readers
	maxPoints = 48 // of the curve; more hours are drawn in pairs, in threes ...
)

// Size of the curve's own coordinates.
const (
	sparkWidth  = 100
	sparkHeight = 24
)

// Spark is a curve of clicks as the data of two SVG paths.
type Spark struct {
	Line, Area string
}

// sparkOf draws clicks hour by hour, oldest first; nil when they are too few.
func sparkOf(hours []uint32) *Spark {
	sum, points, peak := uint64(0), binned(hours), uint64(1)
	for _, n := range points {
		sum += n
		peak = max(peak, n)
	}
	if sum < MinCurve || len(points) < 2 {
		return nil
	}
	var b strings.Builder
	for i, n := range points {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(number(sparkWidth * float64(i) / float64(len(points)-1)))
		b.WriteByte(' ')
		b.WriteString(number(sparkHeight - 1.5 - float64(n)/float64(peak)*(sparkHeight-3)))
	}
	line := b.String()
	return &Spark{Line: line, Area: line + "V24H0Z"}
}

// binned sums neighbours until there are at most maxPoints.
func binned(hours []uint32) []uint64 {
	step := max(1, (len(hours)+maxPoints-1)/maxPoints)
	points := make([]uint64, (len(hours)+step-1)/step)
	// Bins are filled from the end, so that the last one, the present, is whole.
	for i := range hours {
		points[len(points)-1-i/step] += uint64(hours[len(hours)-1-i])
	}
	return points
}

// number writes a coordinate with one digit behind the point at most.
func number(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}
