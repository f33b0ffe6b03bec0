namespace LfmSpec.Models.Chat;

/// <summary>Whole numbers of 64 bits, numbers of double precision, and true and false as 1 and 0.</summary>
internal static class Numbers
{
    /// <summary>2^63, the first number above those of 64 bits.</summary>
    public const double BeyondLong = 9223372036854775808;

    private const int Division = 16;

    public static bool Is(object? value) => value is bool or long or double;

    public static bool IsWhole(object? value) => value is bool or long;

    public static long AsWhole(object? value) => value switch
    {
        bool truth => truth ? 1 : 0,
        long number => number,
        Undefined missing => throw missing.Fault(),
        _ => throw new TemplateFault($"{PythonText.Described(value)} is here, where a whole number is to be"),
    };

    /// <summary>Whether a number is a whole one of 64 bits, which is then equal to it and has its hash.</summary>
    public static bool IsLong(double number) => number >= -BeyondLong && number < BeyondLong && number == Math.Truncate(number);

    public static double AsDouble(object? value) => value switch
    {
        double number => number,
        Undefined missing => throw missing.Fault(),
        _ when IsWhole(value) => AsWhole(value),
        _ => throw new TemplateFault($"{PythonText.Described(value)} is here, where a number is to be"),
    };

    public static bool AreEqual(object? left, object? right) => Order(left, right) == 0;

    /// <summary>Which of two numbers is less, by their exact values; null if one is not a number.</summary>
    public static int? Order(object? left, object? right) => (IsWhole(left), IsWhole(right)) switch
    {
        (true, true) => AsWhole(left).CompareTo(AsWhole(right)),
        (true, false) => Order(AsWhole(left), AsDouble(right)),
        (false, true) => -Order(AsWhole(right), AsDouble(left)),
        _ => double.IsNaN(AsDouble(left)) || double.IsNaN(AsDouble(right)) ? null : AsDouble(left).CompareTo(AsDouble(right)),
    };

    /// <summary>A number that counts characters or items.</summary>
    /// <exception cref="TemplateFault">It is no whole number, or beyond what can be counted.</exception>
    public static int AsCount(object? value) => (int)Math.Clamp(AsWhole(value), int.MinValue / 2, int.MaxValue / 2);

    /// <summary><c>left operator right</c>, as Python has it.</summary>
    /// <exception cref="TemplateFault">The result is beyond 64 bits, or a power beyond a float, or it is a division by zero.</exception>
    public static object Arithmetic(string operation, object? left, object? right)
    {
        try
        {
            return !IsWhole(left) || !IsWhole(right) || (operation == "**" && AsWhole(right) < 0) ? Double(operation, AsDouble(left), AsDouble(right))
                : operation == "/" ? Quotient(AsWhole(left), AsWhole(right))
                : (object)Whole(operation, AsWhole(left), AsWhole(right));
        }
        catch (OverflowException)
        {
            throw TemplateFault.NotUnderstood("a number beyond 64 bits");
        }
    }

    private static long Whole(string operation, long left, long right) => operation switch
    {
        "+" => checked(left + right),
        "-" => checked(left - right),
        "*" => checked(left * right),
        "//" => Floor(left, right),
        "%" => right == -1 ? 0 : checked(left - (Floor(left, right) * right)),
        _ => Power(left, right),
    };

    private static long Floor(long left, long right) =>
        right == 0 ? throw Zero() : right == -1 ? checked(-left) : (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0);

    private static long Power(long number, long exponent)
    {
        // Only these have powers of any height.
        if (number is 0 or 1 or -1)
        {
            return exponent == 0 ? 1 : number == -1 && exponent % 2 == 0 ? 1 : number;
        }

        var power = 1L;
        for (var factor = 0L; factor < exponent; factor++)
        {
            power = checked(power * number);
        }

        return power;
    }

    // The double would round a whole number beyond 2^53.
    private static int? Order(long whole, double number) => double.IsNaN(number) ? null
        : number >= BeyondLong ? -1
        : number < -BeyondLong ? 1
        : whole != (long)number ? whole.CompareTo((long)number)
        : 0.0.CompareTo(number - Math.Truncate(number));

    private static double Double(string operation, double left, double right)
    {
        // The rest of a division of a large number by a tiny one is found bit by bit.
        Budget.Spend(operation is "%" or "//" ? Division : 0);
        return Calculated(operation, left, right);
    }

    private static double Calculated(string operation, double left, double right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? throw Zero() : left / right,
        "//" => right == 0 ? throw Zero() : FloorOf(left, right),
        "%" => right == 0 ? throw Zero() : Modulo(left, right),
        _ => Power(left, right),
    };

    private static double Power(double left, double right)
    {
        var power = left == 0 && right < 0 ? throw Zero() : Math.Pow(left, right);
        return double.IsNaN(power) && !double.IsNaN(left) && !double.IsNaN(right) ? throw TemplateFault.NotUnderstood("a complex number")
            : double.IsInfinity(power) && double.IsFinite(left) && double.IsFinite(right) ? throw new TemplateFault("a power is beyond what a float holds")
            : power;
    }

    // CPython's float_rem and float_floor_div (Objects/floatobject.c): the rest has the divisor's sign, also where it is zero.
    private static double Modulo(double left, double right) => left % right is var rest && rest == 0 ? Math.CopySign(0, right)
        : rest < 0 != right < 0 ? rest + right : rest;

    private static double FloorOf(double left, double right)
    {
        var rest = left % right;
        var quotient = ((left - rest) / right) - (rest != 0 && rest < 0 != right < 0 ? 1 : 0);
        if (quotient == 0)
        {
            return Math.CopySign(0, left / right);
        }

        var floor = Math.Floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    // Rounded once, however many bits the numbers have: a quotient of 64 bits or more, and whether anything is left.
    private static double Quotient(long left, long right)
    {
        if (right == 0)
        {
            throw Zero();
        }

        UInt128 dividend = left < 0 ? (UInt128)(-(Int128)left) : (UInt128)left, divisor = right < 0 ? (UInt128)(-(Int128)right) : (UInt128)right;
        var shift = (int)UInt128.LeadingZeroCount(dividend);
        var (quotient, rest) = left == 0 ? default : UInt128.DivRem(dividend << shift, divisor);
        var rounded = Math.ScaleB((double)(quotient | (rest == 0 ? UInt128.Zero : UInt128.One)), -shift);
        return left < 0 != right < 0 && left != 0 ? -rounded : rounded;
    }

    private static TemplateFault Zero() => new("a number is divided by zero");
}
