exports.isAuthenticated = (context, header) => {
  if (!header || !header.startsWith('Basic ')) return false;
  const [, password] = Buffer.from(header.slice(6), 'base64').toString().split(':');
  return password === context.API_PASSWORD;
};
