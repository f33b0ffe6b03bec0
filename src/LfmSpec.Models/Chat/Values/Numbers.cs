namespace LfmSpec.Models.Chat;

/// <summary>Whole numbers of 64 bits, numbers of double precision, and true and false as 1 and 0.</summary>
internal static class Numbers
{
    public static bool Is(object? value) => value is bool or long or double;

    public static bool IsWhole(object? value) => value is bool or long;

    public static long AsWhole(object? value) => value switch
    {
        bool truth => truth ? 1 : 0,
        long number => number,
        Undefined missing => throw missing.Fault(),
        _ => throw new TemplateFault($"{PythonText.Described(value)} is here, where a whole number is to be"),
    };

    public static double AsDouble(object? value) => value switch
    {
        double number => number,
        Undefined missing => throw missing.Fault(),
        _ when IsWhole(value) => AsWhole(value),
        _ => throw new TemplateFault($"{PythonText.Described(value)} is here, where a number is to be"),
    };

    public static bool AreEqual(object? left, object? right) =>
        IsWhole(left) && IsWhole(right) ? AsWhole(left) == AsWhole(right) : AsDouble(left).Equals(AsDouble(right)) && !double.IsNaN(AsDouble(left));

    /// <summary>A number that counts characters or items.</summary>
    /// <exception cref="TemplateFault">It is no whole number, or beyond what can be counted.</exception>
    public static int AsCount(object? value) => (int)Math.Clamp(AsWhole(value), int.MinValue / 2, int.MaxValue / 2);

    /// <summary><c>left operator right</c>, as Python has it.</summary>
    /// <exception cref="TemplateFault">The result is beyond 64 bits, or it is a division by zero.</exception>
    public static object Arithmetic(string operation, object? left, object? right)
    {
        try
        {
            return operation != "/" && IsWhole(left) && IsWhole(right) && !(operation == "**" && AsWhole(right) < 0)
                ? (object)Whole(operation, AsWhole(left), AsWhole(right))
                : Double(operation, AsDouble(left), AsDouble(right));
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

    private static double Double(string operation, double left, double right) => operation switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => right == 0 ? throw Zero() : left / right,
        "//" => right == 0 ? throw Zero() : Math.Floor((left - Modulo(left, right)) / right),
        "%" => right == 0 ? throw Zero() : Modulo(left, right),
        _ => left == 0 && right < 0 ? throw Zero()
            : Math.Pow(left, right) is var power && double.IsNaN(power) && !double.IsNaN(left) && !double.IsNaN(right) ? throw TemplateFault.NotUnderstood("a complex number") : power,
    };

    // Of the divisor's sign.
    private static double Modulo(double left, double right) => left % right is var rest && rest != 0 && (rest < 0) != (right < 0) ? rest + right : left % right;

    private static TemplateFault Zero() => new("a number is divided by zero");
}
