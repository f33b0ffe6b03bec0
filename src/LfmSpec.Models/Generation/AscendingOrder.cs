namespace LfmSpec.Models.Generation;

/// <summary>
/// The order in which <c>torch.sort</c> puts numbers on the CPU: ascending, and equal ones as <c>std::sort</c> of libstdc++ leaves them, an introsort that is not stable.
/// Which of equally probable tokens top-p forbids depends on it.
/// </summary>
internal static class AscendingOrder
{
    // _S_threshold of bits/stl_algo.h: shorter runs are left to the insertion sort at the end.
    private const int Short = 16;

    /// <summary>The indices of numbers, none of them NaN, in ascending order of the numbers.</summary>
    internal static int[] Of(float[] numbers)
    {
        int[] order = [.. Enumerable.Range(0, numbers.Length)];
        SplitLong(order, numbers, 0, order.Length, 2 * (31 - int.LeadingZeroCount(Math.Max(order.Length, 1))));
        for (var at = 1; at < order.Length; at++)
        {
            var moved = order[at];
            if (at < Short && numbers[moved] < numbers[order[0]])
            {
                Array.Copy(order, 0, order, 1, at);
                order[0] = moved;
                continue;
            }

            var to = at;
            for (; numbers[moved] < numbers[order[to - 1]]; to--)
            {
                order[to] = order[to - 1];
            }

            order[to] = moved;
        }

        return order;
    }

    private static void SplitLong(int[] order, float[] numbers, int first, int last, int depth)
    {
        while (last - first > Short)
        {
            if (depth-- == 0)
            {
                // A heap sort there, for numbers that are made to defeat the median of three.
                order.AsSpan(first, last - first).Sort((one, other) => numbers[one].CompareTo(numbers[other]));
                return;
            }

            MoveMedianToFirst(order, numbers, first, first + 1, first + ((last - first) / 2), last - 1);
            var cut = Split(order, numbers, first + 1, last, numbers[order[first]]);
            SplitLong(order, numbers, cut, last, depth);
            last = cut;
        }
    }

    private static int Split(int[] order, float[] numbers, int first, int last, float pivot)
    {
        while (true)
        {
            while (numbers[order[first]] < pivot)
            {
                first++;
            }

            last--;
            while (pivot < numbers[order[last]])
            {
                last--;
            }

            if (first >= last)
            {
                return first;
            }

            (order[first], order[last]) = (order[last], order[first]);
            first++;
        }
    }

    private static void MoveMedianToFirst(int[] order, float[] numbers, int to, int a, int b, int c)
    {
        bool Less(int one, int other) => numbers[order[one]] < numbers[order[other]];
        var median = Less(a, b) ? (Less(b, c) ? b : Less(a, c) ? c : a) : Less(a, c) ? a : Less(b, c) ? c : b;
        (order[to], order[median]) = (order[median], order[to]);
    }
}
