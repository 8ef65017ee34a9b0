export default { render: () => null };
