"""The region's plan and its updates as tagged PDF and as Word. They print plain values that are given to them."""
