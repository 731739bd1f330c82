"""Who does what, until when: workers, the posts and feeds they hold, the clock they share."""
