exports.handler = () => { console.log('I never answer'); };
