// The zone of the reader's clock, for the hub to begin forms with. Without JavaScript they begin with
// that of the hub's machine.
{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  if (zone) document.cookie = `holdfast-zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
