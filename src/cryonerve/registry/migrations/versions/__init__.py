"""One file a migration; none is changed once it was released."""
