# What the test wants to know at the end.
echo "owner: $(stat --format '%U %a' /var/lib/atlas/atlas.sqlite)"
# What the server may do: its rights, and what root could write by way of its own view of the system.
echo "rights: $(sed -n 's/^\(CapEff\|CapBnd\|NoNewPrivs\):\t//p' "/proc/$atlas/status" | tr '\n' ' ')"
for folder in / /etc /opt /usr/local/bin /var/lib /var/lib/atlas; do
  file="/proc/$atlas/root$folder/written-by-the-test"
  if said=$(touch "$file" 2>&1); then said=written; fi
  echo "in $folder: ${said##*: }"
done
echo "log:"
cat /tmp/atlas.log
