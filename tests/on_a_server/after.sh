# What the test wants to know at the end.
echo "owner: $(stat --format '%U %a' /var/lib/atlas/atlas.sqlite)"
echo "log:"
cat /tmp/atlas.log
