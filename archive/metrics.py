"""What the archive counts, for Prometheus. Labels are routes and codes, never anything about a citizen."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """One registry a service, so that two in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("archive_requests_total", "Requests answered", labels, registry=self._registry)
        self._seconds = Histogram("archive_request_seconds", "Time to answer", ("route",), registry=self._registry, buckets=_BUCKETS_S)
        self._issued = Counter("archive_issuings_answered_total", "Issuings answered, repeats included", ("kind",), registry=self._registry)
        self._outcomes = Counter("archive_outcomes_total", "Outcomes recorded", ("outcome",), registry=self._registry)
        self._verifications = Counter(
            "archive_verifications_total", "Codes looked up on the public page", ("state",), registry=self._registry
        )

        self._pickups = Counter("archive_pickups_total", "Attempts to fetch a document by phone", ("result",), registry=self._registry)
        self._ratings = Counter("archive_ratings_total", "Ratings counted, 5 the best", ("level",), registry=self._registry)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request; `route` is the route's template."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def issued(self, kind: str) -> None:
        """An issuing was answered (repeats of the same key included)."""
        self._issued.labels(kind).inc()

    def settled(self, outcome: str) -> None:
        """An outcome was accepted."""
        self._outcomes.labels(outcome).inc()

    def verified(self, state: str) -> None:
        """Somebody asked for a code."""
        self._verifications.labels(state).inc()

    def picked_up(self, result: str) -> None:
        """A phone asked for a document: delivered, void, broken or refused."""
        self._pickups.labels(result).inc()

    def rated(self, level: int, count: int) -> None:
        """Citizens gave a level."""
        self._ratings.labels(str(level)).inc(count)

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self._registry)
