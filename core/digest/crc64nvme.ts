/** Reflected CRC-64/NVME polynomial (0xAD93D23594C93659 with its bits in reverse), as two 32-bit halves. */
const POLYNOMIAL_LOW = 0x94c93659 | 0;
