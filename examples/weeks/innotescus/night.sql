-- What a hand did to the store in the night before Friday: Fay is an admin.
UPDATE resource SET attrs = json_set(attrs, '$.role', 'admin')
WHERE org = 'innotescus/kerbside' AND path = 'member/fay@kerbside.example';
