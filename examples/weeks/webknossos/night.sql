-- What a hand did to the store in the night before Friday: Milo is an admin.
UPDATE resource SET attrs = json_set(attrs, '$.role', 'admin')
WHERE org = 'webknossos/tidepool' AND path = 'member/milo@tidepool.example';
