/* The least that a call from Java into a library can do: what a crossing costs by itself. */

void Java_com_centerscape_smtp_bench_Empty_call(void *environment, void *declaring_class)
{
    (void)environment;
    (void)declaring_class;
}
